"""The clock's hand: wakes the scan, and judges the computer's clock before it believes it.

Must not know policies, cases or the store: it is handed what opens the service.
"""

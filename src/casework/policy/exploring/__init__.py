"""Every state a policy can reach, in exact slices: contracts proved, or broken by the shortest way.

``explore`` is the door. Works on tuples, follows the engine step for step, and must not know cases
of real people, files, or the store.
"""

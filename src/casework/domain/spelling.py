"""How an answer is read that a policy file writes in one word: ``told-the-police``.

A policy's own file gives answers plain words; names keep their own spelling here. Must not know any
policy.
"""

from __future__ import annotations

from typing import Final

#: Names and short forms that do not follow from the answer's own letters.
NAMES: Final = {
    "childrens-services": "children’s services",
    "cyberbullying-case": "case of bullying online",
    "cyberbullying-case-opened": "case of bullying online opened",
    "e-safety-incident": "e-safety incident",
    "employer-led": "led by the employer",
    "facebook": "Facebook",
    "flickr": "Flickr",
    "ict-manager": "ICT manager",
    "instagram": "Instagram",
    "it-provider": "IT provider",
    "lado": "local authority designated officer (LADO)",
    "msn": "MSN",
    "myspace": "MySpace",
    "netmums": "Netmums",
    "not-verifiable": "could not be verified",
    "parent-portal": "the parent portal",
    "removed-verified": "removed, and seen to be gone",
    "routed-elsewhere": "handed to another procedure",
    "school-app": "the school’s app",
    "school-managed": "on a platform that the school manages",
    "school-run": "on a site that the school runs",
    "school-site": "the school’s own site",
    "snapchat": "Snapchat",
    "still-up-accepted": "still up, and accepted so",
    "threads": "Threads",
    "tiktok": "TikTok",
    "twitter-or-x": "Twitter (X)",
    "unresolved-accepted": "not settled, and accepted so",
    "whatsapp": "WhatsApp",
    "with-authorities": "with the authorities",
    "with-police": "with the police",
    "x-or-twitter": "X (Twitter)",
    "youtube": "YouTube",
}


def spelt(answer: str) -> str:
    """Return an answer of one word as words, as they stand within a sentence."""
    return NAMES.get(answer) or answer.replace("-", " ")

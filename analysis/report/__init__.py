"""How do a story's tables and notebooks become pages that a person can read?"""

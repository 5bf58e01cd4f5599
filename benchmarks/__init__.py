"""What does the suite cost in time and memory, and how does that grow?"""

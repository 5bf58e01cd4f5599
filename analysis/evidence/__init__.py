"""What must be kept beside a report so that a stranger can check it years later?"""

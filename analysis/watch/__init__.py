"""
What is new in the stories that are watched, and does it matter?

`settings` says what is watched; `addresses`, `requests`, `visiting` and `feeds` fetch pages
politely; `archive` keeps them raw, `versions` says which of them is a new text, and
`story_folders` makes a story's folder of them. `alterations` lists what stands altered now,
`history` what stood altered at the last run, `news` the difference; `digest` and `atom_feed` tell
it. `watching` is one run from end to end; a scheduler starts it, there is no daemon.
"""

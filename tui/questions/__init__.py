"""Dialogues, one a file: each a typed question (`ModalScreen[Answer]`)."""

"""Requests: what one service asks of others, its legs, events, subjects, notes and attachments.

`inputs` is what callers give, `views` what they get; `model` the tables; `dossier` opens a request and
writes it back with its log entry; `register` opens new ones; `legs`, `notes`, `attachments`, `closing`
are the verbs; `machine` the table of statuses; `due` what wants attention.
"""

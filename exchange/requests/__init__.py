"""Requests: what one service asks of others, its legs, events, subjects, notes and attachments.

`inputs` is what callers give, `views` what they get, put together by `viewing`; `model` the tables;
`access` how a verb comes to what it works on; `dossier` opens a request and writes it back with its
log entry; `opening`, `legs`, `attachments`, `arrivals`, `closing`, `listing` are the verbs; `machine`
the table of statuses, `clocks` the limits; `due` what wants attention, `statistics` the figures.
"""

from django.dispatch import Signal

# `user`: an account that has just been closed, by whomever. Receivers undo what only an open account may have.
account_closed = Signal()

"""The pages of orders, of runs and of what a run would change."""

from contacts.views import PageRequest as PageRequest

"""The demo company: an invented wholesaler of office furniture and coffee, the same every time it is loaded.

``company`` loads it and knows it again; ``people``, ``goods``, ``campaigns``, ``orders`` and ``audience`` each write
their part; ``story`` reads what the demo shows.
"""

"""The pages of unit costs: what a unit of work costs, and what a request for it is worth."""

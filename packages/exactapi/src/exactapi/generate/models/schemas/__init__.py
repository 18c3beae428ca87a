"""The schemas of the canonical document, as the generator reads them."""

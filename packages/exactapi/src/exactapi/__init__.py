"""Services whose OpenAPI document is enforced to the letter.

Import what a service needs from `exactapi.runtime`. This module stays empty, so that the tools
that read documents do not load a web framework.
"""

__version__ = "0.2.0"

"""The base of the errors that the library raises to the people who use it.

What a client is told is a `Problem` or an `ErrorBody` (`exactapi.problems`); what is wrong with the
service, its document, its project or its values is an `ExactAPIError`. All their names end in
`Error` but that of `SocketClosed`, which is no fault.
"""


class ExactAPIError(Exception):
    """Something that the service, its document or its configuration has to put right."""

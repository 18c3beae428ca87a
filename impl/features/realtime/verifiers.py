"""From a ticket to a principal."""

from exactapi.runtime import Credentials, Principal

from impl.context import Context


async def verify_ticket(credentials: Credentials, context: Context) -> Principal | None:
    """`ticket`: what `createTicket` has answered; it is used up by this."""
    return await context.resources.realtime.tickets.redeem(credentials.value)

"""The service in containers, on this machine: infra/compose.yml in the right order.

    python -m scripts.stack up | down | restart | build | clean | logs | shell | ps | admin

Everything is done by Docker or podman and their compose; this knows the order, makes the secrets,
waits until a part is ready before the next one starts, and says what is wrong when it is not.
"""

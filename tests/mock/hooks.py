"""Well-formed credentials for whatever the operation asks for; a mock takes any."""

import base64

import schemathesis

_BASIC = base64.b64encode(b"mock:mock").decode()


@schemathesis.auth()
class AnyCredentials:
    """Satisfies the first alternative that names a scheme."""

    def get(self, case, context):
        raw = context.operation.schema.raw_schema
        declared = raw.get("components", {}).get("securitySchemes", {})
        operation = context.operation.definition.raw
        alternatives = operation.get("security", raw.get("security", []))
        wanted = next((each for each in alternatives if each), {})
        return [declared[name] for name in wanted]

    def set(self, case, data, context):
        for scheme in data:
            place, name, value = _credential(scheme)
            if place == "query":
                case.query[name] = value
            elif place == "cookie":
                case.cookies[name] = value
            else:
                case.headers[name] = value


def _credential(scheme):
    match scheme["type"]:
        case "apiKey":
            return scheme["in"], scheme["name"], "mock"
        case "mutualTLS":
            return "header", "X-Client-Certificate", "mock"
        case "http" if scheme["scheme"].lower() == "basic":
            return "header", "Authorization", f"Basic {_BASIC}"
        case "http":
            return "header", "Authorization", f"{scheme['scheme']} mock"
        case _:
            return "header", "Authorization", "Bearer mock"

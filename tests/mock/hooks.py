"""What schemathesis must be told to test the documents of others."""

import base64

import schemathesis

_BASIC = base64.b64encode(b"mock:mock").decode()


@schemathesis.auth()
class AnyCredentials:
    """Well-formed ones for the first alternative that names a scheme; a mock takes any."""

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


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    return _with_integers(path_parameters)


@schemathesis.hook
def map_query(context, query):
    return _with_integers(query)


@schemathesis.hook
def map_headers(context, headers):
    return _with_integers(headers)


@schemathesis.hook
def map_cookies(context, cookies):
    return _with_integers(cookies)


def _with_integers(value):
    """1.0 as 1: to JSON they are the same, but a parameter has one spelling for an integer."""
    if isinstance(value, dict):
        return {name: _with_integers(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_integers(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value

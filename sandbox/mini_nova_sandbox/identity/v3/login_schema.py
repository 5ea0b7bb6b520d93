"""The body of a v3 login (JSON Schema)."""

_TEXT = {"type": "string", "maxLength": 512}
_SECRET = {"type": "string", "maxLength": 4096}
_DOMAIN = {"type": "object", "properties": {"id": _TEXT, "name": _TEXT}}
_USER = {
    "type": "object",
    "properties": {
        "id": _TEXT,
        "name": _TEXT,
        "password": _SECRET,
        "passcode": _SECRET,
        "domain": _DOMAIN,
    },
}
LOGIN = {
    "type": "object",
    "properties": {
        "auth": {
            "type": "object",
            "properties": {
                "identity": {
                    "type": "object",
                    "properties": {
                        "methods": {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": 8},
                        "password": {
                            "type": "object",
                            "properties": {"user": _USER},
                            "required": ["user"],
                        },
                        "totp": {
                            "type": "object",
                            "properties": {"user": _USER},
                            "required": ["user"],
                        },
                        "token": {
                            "type": "object",
                            "properties": {"id": _TEXT},
                            "required": ["id"],
                        },
                        "application_credential": {
                            "type": "object",
                            "properties": {
                                "id": _TEXT,
                                "name": _TEXT,
                                "secret": _SECRET,
                                "user": _USER,
                            },
                            "required": ["secret"],
                        },
                    },
                    "required": ["methods"],
                },
                "scope": {
                    "type": ["object", "string"],
                    "properties": {
                        "project": {
                            "type": "object",
                            "properties": {"id": _TEXT, "name": _TEXT, "domain": _DOMAIN},
                        },
                        "domain": _DOMAIN,
                        "system": {"type": "object", "properties": {"all": {"type": "boolean"}}},
                        "OS-TRUST:trust": {
                            "type": "object",
                            "properties": {"id": _TEXT},
                            "required": ["id"],
                        },
                    },
                    "maxProperties": 2,
                    "maxLength": 32,
                },
            },
            "required": ["identity"],
        }
    },
    "required": ["auth"],
}

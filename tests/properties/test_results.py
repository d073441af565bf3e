"""The store of results is as its schema says, and the schema knows every kind of finding."""

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator, validate

from coppspec.properties.results import SCHEMA, Kind
from coppspec.properties.verification import verify


def schema() -> dict[str, object]:
    text = files("coppspec.properties").joinpath("results.schema.json").read_text(encoding="utf-8")
    content: dict[str, object] = json.loads(text)
    return content


def test_the_schema_names_every_kind_and_the_version() -> None:
    Draft202012Validator.check_schema(schema())
    text = json.dumps(schema())
    assert f'"const": "{SCHEMA}"' in text
    assert json.dumps({"enum": [str(kind) for kind in Kind]}) in text


@pytest.mark.slow
def test_what_verify_writes_is_as_the_schema_says() -> None:
    results = verify(only="facts")
    assert results.findings
    validate(json.loads(results.as_json()), schema())

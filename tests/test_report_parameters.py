"""Parameters reach the notebooks as what they declare, and unknown ones reach nothing."""

import re

import nbformat
import pytest

from analysis.errors import UsageError
from analysis.report.parameters import check_parameters, convert_value, read_parameters

KNOWN = {
    "01": {"story": "str", "base": "str", "n_terms": "int"},
    "02": {"story": "str", "versions": "list"},
}


def test_the_parameters_cell_is_read(tmp_path):
    cell = nbformat.v4.new_code_cell('base: str = ""  # version id\nn_terms: int = 12  # rows')
    cell.metadata["tags"] = ["parameters"]
    path = tmp_path / "n.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(
            cells=[cell],
            metadata={
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
            },
        ),
        path,
    )
    assert read_parameters(path) == {"base": "str", "n_terms": "int"}


def test_an_unknown_parameter_is_refused_with_the_nearest_and_all_names():
    with pytest.raises(UsageError) as caught:
        check_parameters({"nterms": "3"}, KNOWN)
    message = str(caught.value)
    assert "nterms" in message and "'n_terms'" in message and "base, n_terms, versions" in message


def test_the_story_is_not_a_parameter():
    with pytest.raises(UsageError, match="as an argument"):
        check_parameters({"story": "tiny"}, KNOWN)


@pytest.mark.parametrize(
    ("text", "type_name", "value"),
    [
        ("007", "str", "007"),
        ("12", "int", 12),
        ("0.5", "float", 0.5),
        ("true", "bool", True),
        ('["a", "b"]', "list", ["a", "b"]),
        ("a, b", "list", ["a", "b"]),
        ("", "list", []),
    ],
)
def test_values_are_read_as_the_declared_type(text, type_name, value):
    assert convert_value("x", text, type_name) == value


@pytest.mark.parametrize(
    ("text", "type_name"),
    [
        ("x", "int"),
        ("1.5", "int"),
        ("maybe", "bool"),
        ("nan", "float"),
        ("inf", "float"),
        ('["a", 1]', "list[str]"),
        ("[" * 100_000, "list[str]"),
    ],
)
def test_a_value_of_another_type_is_refused_by_name(text, type_name):
    with pytest.raises(UsageError, match="(?s)-p size=.*" + re.escape(type_name)):
        convert_value("size", text, type_name)

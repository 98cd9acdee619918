"""Runs slither with two of its gaps closed.

Slither 0.11.6 cannot follow some calls of library functions. It says so in a line that is easily missed, leaves the whole
function out of the analysis, and then finds nothing in it. Closed here:

* A contract with two ancestors that both say `using L for *` keeps the second one's libraries only.
* The sum of a uint128 and a uint256 has the left operand's type, so a library of uint256 is not found.

Whoever raises slither's version finds out whether this is still needed by running it without. That nothing else is left
out is for the caller to check: any line about an intermediate representation ("IR") names a function that was not read.
"""

import re
import sys

from slither.__main__ import main
from slither.core.solidity_types import ElementaryType
from slither.slithir import convert
from slither.slithir.operations import Binary, BinaryType
from slither.slithir.variables import TemporaryVariable
from slither.solc_parsing.declarations.contract import ContractSolc

# ---- libraries of all ancestors ----

analyze_using_for = ContractSolc.analyze_using_for


def analyze_using_for_of_all(self):
    inherited = {}
    for father in self._contract.inheritance:
        for subject, libraries in father.using_for.items():
            known = inherited.setdefault(subject, [])
            known.extend(library for library in libraries if library not in known)
    analyze_using_for(self)
    for subject, libraries in inherited.items():
        known = self._contract.using_for.setdefault(subject, [])
        # A list of its own: an ancestor's must not grow with what its descendants use.
        self._contract.using_for[subject] = known + [library for library in libraries if library not in known]


ContractSolc.analyze_using_for = analyze_using_for_of_all

# ---- the type of a sum is that of the wider operand ----

propagate_types = convert.propagate_types

# Not shifts and powers, whose type is the left operand's, nor comparisons.
OF_THE_WIDER_OPERAND = {
    BinaryType.ADDITION,
    BinaryType.SUBTRACTION,
    BinaryType.MULTIPLICATION,
    BinaryType.DIVISION,
    BinaryType.MODULO,
    BinaryType.AND,
    BinaryType.OR,
    BinaryType.CARET,
}


def width(variable):
    kind = variable.type
    found = re.fullmatch(r"uint(\d+)", kind.type) if isinstance(kind, ElementaryType) else None
    return int(found.group(1)) if found else 0


def propagate_types_to_the_wider(ir, node):
    if isinstance(ir, Binary) and isinstance(ir.lvalue, TemporaryVariable) and ir.type in OF_THE_WIDER_OPERAND:
        if 0 < width(ir.variable_left) < width(ir.variable_right):
            ir.lvalue.set_type(ir.variable_right.type)
    return propagate_types(ir, node)


convert.propagate_types = propagate_types_to_the_wider

if __name__ == "__main__":
    sys.exit(main())

"""The operations on planned faults, which the control API and the page share."""

from __future__ import annotations

from mini_nova_sandbox.faults.planned import (
    SCHEMA,
    FaultNotPlanned,
    MeaninglessOption,
    UnknownFault,
)
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation


def faults(call: Call) -> Answer:
    """Answer the planned faults, and all that could be planned."""
    return Answer(body=call.cloud.faults.overview())


def add_fault(call: Call) -> Answer:
    """Plan a fault."""
    try:
        fault = call.cloud.faults.add(call.body)
    except (UnknownFault, MeaninglessOption) as error:
        raise BadRequest(str(error)) from error
    return Answer(201, {"fault": fault.view()})


def clear_faults(call: Call) -> Answer:
    """Clear the faults of an id or name, or all of them."""
    try:
        call.cloud.faults.clear(call.path.get("fault", ""))
    except FaultNotPlanned as error:
        raise NotFound(str(error)) from error
    return Answer(204)


OPERATIONS = (
    Operation("GET", "/faults", faults),
    Operation("POST", "/faults", add_fault, schema=SCHEMA),
    Operation("DELETE", "/faults", clear_faults),
    Operation("DELETE", "/faults/{fault}", clear_faults),
)

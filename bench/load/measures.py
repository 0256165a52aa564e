"""The table of measures, in the order in which they run and are shown."""

from __future__ import annotations

from bench.load import (
    connect,
    copy_in,
    copy_out,
    extraction,
    idle_sessions,
    mixed,
    point_reads,
    select_one,
    tpch,
    writes,
)

MEASURES = {
    module.MEASURE.name: module.MEASURE
    for module in (
        connect,
        select_one,
        point_reads,
        writes,
        extraction,
        copy_in,
        copy_out,
        tpch,
        mixed,
        idle_sessions,
    )
}

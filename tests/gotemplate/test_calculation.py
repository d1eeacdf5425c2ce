"""What sprig's arithmetic gives for numbers and for what is none, as Go answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from switchover.gotemplate import TemplateRuntimeError

WHOLE_NUMBERS: dict[str, Any] = {
    "{{ add }}": "0",
    "{{ add 1 }}": "1",
    "{{ add 1 2 3 }}": "6",
    '{{ add "1" "2" }}': "3",
    "{{ add 1.9 1.9 }}": "2",
    "{{ add .big 1 }}": "-9223372036854775808",
    "{{ sub .small 1 }}": "9223372036854775807",
    "{{ mul .big 2 }}": "-2",
    "{{ mul .small -1 }}": "-9223372036854775808",
    "{{ mul 3 }}": "3",
    "{{ mul }}": TemplateRuntimeError,
    "{{ div 7 2 }}": "3",
    "{{ div -7 2 }}": "-3",
    "{{ div 7 -2 }}": "-3",
    "{{ div 7 0 }}": TemplateRuntimeError,
    "{{ div .small -1 }}": "-9223372036854775808",
    "{{ mod 7 3 }}": "1",
    "{{ mod -7 3 }}": "-1",
    "{{ mod 7 -3 }}": "1",
    "{{ mod 7 0 }}": TemplateRuntimeError,
    "{{ mod .small -1 }}": "0",
    "{{ add1 .big }}": "-9223372036854775808",
    '{{ add1 "x" }}': "1",
    "{{ max 1 2 3 }}": "3",
    "{{ max -1 }}": "-1",
    '{{ max "5" 3 }}': "5",
    "{{ min 3 1 2 }}": "1",
    "{{ max }}": TemplateRuntimeError,
    "{{ biggest 1 5 }}": "5",
    "{{ max 2.9 2 }}": "2",
    "{{ min nil 1 }}": "0",
    "{{ add nil }}": "0",
    "{{ add true true }}": "2",
    "{{ sub 1 }}": TemplateRuntimeError,
    "{{ sub 1 2 3 }}": TemplateRuntimeError,
    "{{ div 1.9 1 }}": "1",
    '{{ mul 2 "x" }}': "0",
    "{{ typeOf (add 1 1) }}": "int64",
    "{{ typeOf (int 1) }}": "int",
    "{{ typeOf (max 1 2) }}": "int64",
    "{{ add 9223372036854775807 1.0 }}": "-9223372036854775808",
    "{{ sub 0 .small }}": "-9223372036854775808",
    "{{ mod 5.9 3.9 }}": "2",
    "{{ add (list 1) 2 }}": "2",
}


def test_whole_numbers(agrees: Callable[[dict[str, Any]], None]) -> None:
    """Whole numbers wrap at 64 bits and are cut towards zero."""
    agrees(WHOLE_NUMBERS)


DECIMALS: dict[str, Any] = {
    "{{ addf }}": "0",
    "{{ addf 1 }}": "1",
    "{{ addf 0.1 0.2 }}": "0.3",
    "{{ addf 0.1 0.2 0.3 }}": "0.6",
    "{{ subf 0.3 0.1 }}": "0.2",
    "{{ subf 1 }}": "1",
    "{{ mulf 0.1 3 }}": "0.3",
    "{{ mulf 1.1 1.1 }}": "1.21",
    "{{ divf 1 3 }}": "0.3333333333333333",
    "{{ divf 10 4 }}": "2.5",
    "{{ divf 2 3 }}": "0.6666666666666667",
    "{{ divf 1 0 }}": TemplateRuntimeError,
    "{{ divf 0 5 }}": "0",
    "{{ divf 1e-10 3 }}": "3.33333e-11",
    "{{ add1f 0.1 }}": "1.1",
    '{{ add1f "x" }}': "1",
    "{{ maxf 1 2.5 }}": "2.5",
    "{{ maxf 1 }}": "1",
    "{{ minf 2 -0.5 }}": "-0.5",
    "{{ minf .null 1 }}": "0",
    '{{ addf "1.5" "x" }}': "1.5",
    "{{ mulf 1e20 1e20 }}": "1e+40",
    "{{ addf 1e300 1e300 }}": "2e+300",
    "{{ mulf 1e200 1e200 }}": "+Inf",
    "{{ divf 1e300 1e-10 }}": "+Inf",
    "{{ subf -0.0 0.0 }}": "0",
    "{{ mulf -1 0 }}": "0",
    "{{ addf 1e16 1.0 }}": "1e+16",
    "{{ divf 5 -3 }}": "-1.6666666666666667",
    "{{ divf 1 7 3 }}": "0.0476190476190476",
    "{{ mulf 1e-200 1e-200 }}": "0",
    "{{ subf 1.0 0.9 }}": "0.1",
    "{{ addf .big 1 }}": "9.223372036854776e+18",
    "{{ addf 123456789.123456789 1 }}": "1.2345679012345679e+08",
    "{{ maxf }}": TemplateRuntimeError,
    "{{ subf }}": TemplateRuntimeError,
    "{{ divf }}": TemplateRuntimeError,
    "{{ mulf }}": TemplateRuntimeError,
    "{{ maxf nil }}": "0",
    "{{ divf -1 3 }}": "-0.3333333333333333",
    "{{ divf 2 -3 }}": "-0.6666666666666667",
    "{{ divf 5 2 2 }}": "1.25",
}


def test_decimals(agrees: Callable[[dict[str, Any]], None]) -> None:
    """Decimals are exact before they are rounded; 0 cannot divide."""
    agrees(DECIMALS)


ROUNDING: dict[str, Any] = {
    "{{ floor 2.5 }}": "2",
    "{{ floor -2.5 }}": "-3",
    "{{ floor -0.5 }}": "-1",
    "{{ floor 0 }}": "0",
    '{{ floor "3.7" }}': "3",
    '{{ floor "x" }}': "0",
    "{{ floor nil }}": "0",
    "{{ floor 1e30 }}": "1e+30",
    "{{ floor -0.0 }}": "-0",
    "{{ floor .big }}": "9.223372036854776e+18",
    "{{ ceil 2.5 }}": "3",
    "{{ ceil -2.5 }}": "-2",
    "{{ ceil -0.5 }}": "-0",
    "{{ ceil 0 }}": "0",
    '{{ ceil "3.7" }}': "4",
    '{{ ceil "x" }}': "0",
    "{{ ceil nil }}": "0",
    "{{ ceil 1e30 }}": "1e+30",
    "{{ ceil -0.0 }}": "-0",
    "{{ ceil .big }}": "9.223372036854776e+18",
    "{{ round 2.5 0 }}": "3",
    "{{ round -2.5 0 }}": "-3",
    "{{ round 0.5 0 }}": "1",
    "{{ round 1.005 2 }}": "1",
    "{{ round 123.5555 3 }}": "123.556",
    "{{ round 123.5555 3 0.9 }}": "123.555",
    "{{ round 2.1 0 0.1 }}": "3",
    "{{ round -2.1 0 0.1 }}": "-3",
    "{{ round 15 -1 }}": "20",
    "{{ round 14.9 -1 }}": "10",
    "{{ round -15 -1 }}": "-20",
    "{{ round 1e300 2 }}": "1e+300",
    "{{ round 1.5 400 }}": "NaN",
    "{{ round 1.5 -400 }}": "NaN",
    "{{ round 0 2 }}": "0",
    '{{ round "2.345" 2 }}': "2.35",
    "{{ round 2.345 2 0 }}": "2.35",
    "{{ round 2.345 2 1 }}": "2.34",
    "{{ round nil 2 }}": "0",
    "{{ round -1.5 0 }}": "-2",
    "{{ round -1.6 0 }}": "-2",
    "{{ round -0.4 0 }}": "-1",
    "{{ round 2.5 }}": TemplateRuntimeError,
    '{{ round 2.5 0 "x" }}': TemplateRuntimeError,
    "{{ round 2.5 0 0.5 1 }}": "3",
    "{{ round 0.1 1 }}": "0.1",
    "{{ round 1.15 1 }}": "1.2",
    "{{ round -0.5 0 0.5 }}": "-1",
    "{{ round 99.995 2 }}": "100",
    "{{ round 5e-324 3 }}": "0",
}


def test_rounding(agrees: Callable[[dict[str, Any]], None]) -> None:
    """A rest from the threshold on rounds up; floor and ceil keep the sign of zero."""
    agrees(ROUNDING)


SEQUENCES: dict[str, Any] = {
    "{{ until 0 }}": "[]",
    "{{ until 3 }}": "[0 1 2]",
    "{{ until -3 }}": "[0 -1 -2]",
    "{{ untilStep 0 10 3 }}": "[0 3 6 9]",
    "{{ untilStep 10 0 -3 }}": "[10 7 4 1]",
    "{{ untilStep 0 10 -1 }}": "[]",
    "{{ untilStep 0 10 0 }}": "[]",
    "{{ untilStep 3 3 1 }}": "[]",
    "{{ untilStep 0 -5 -2 }}": "[0 -2 -4]",
    "{{ seq }}": "",
    "{{ seq 3 }}": "1 2 3",
    "{{ seq -2 }}": "1 0 -1 -2",
    "{{ seq 0 }}": "1 0",
    "{{ seq 1 }}": "1",
    "{{ seq 2 5 }}": "2 3 4 5",
    "{{ seq 5 2 }}": "5 4 3 2",
    "{{ seq 0 2 10 }}": "0 2 4 6 8 10",
    "{{ seq 10 -5 0 }}": "10 5 0",
    "{{ seq 0 -1 5 }}": "",
    "{{ seq 5 1 2 }}": "",
    "{{ seq 1 0 5 }}": "",
    "{{ seq 1 2 3 4 }}": "",
    "{{ seq 3 3 }}": "3",
    "{{ seq 3 1 3 }}": "3",
    "{{ seq 1 10 5 }}": "1",
    "{{ seq -1 -3 }}": "-1 -2 -3",
    "{{ seq -3 2 3 }}": "-3 -1 1 3",
    "{{ seq -1 -1 -4 }}": "-1 -2 -3 -4",
    '{{ until "3" }}': TemplateRuntimeError,
    "{{ until .i }}": TemplateRuntimeError,
    "{{ typeOf (until 2) }}": "[]int",
    "{{ len (until 1000) }}": "1000",
    "{{ seq 3 -1 3 }}": "",
    "{{ seq 0 3 10 }}": "0 3 6 9",
    "{{ untilStep 10 0 -4 }}": "[10 6 2]",
    "{{ untilStep -3 3 2 }}": "[-3 -1 1]",
}


def test_sequences(agrees: Callable[[dict[str, Any]], None]) -> None:
    """Sequences go up or down to their end, and are empty where the step leads away."""
    agrees(SEQUENCES)

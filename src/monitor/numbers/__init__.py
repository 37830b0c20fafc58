"""The numbers of a text, in nine languages: digits and words, ranges, bounds and units. Pure."""

from monitor.numbers.compared import numbers
from monitor.numbers.context import Bound
from monitor.numbers.reading import Number, read_numbers, values
from monitor.numbers.words import MONEY

__all__ = ["MONEY", "Bound", "Number", "numbers", "read_numbers", "values"]

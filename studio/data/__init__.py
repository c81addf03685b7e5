"""What a network learns from, one data set a file. Importing this brings in every data set."""

from studio.data import digits, fashion, iris, no_data, spirals
from studio.data.dataset import datasets

__all__ = ["datasets", "digits", "fashion", "iris", "no_data", "spirals"]

"""The measures, one module each; ``bench.load.measures`` lists them."""

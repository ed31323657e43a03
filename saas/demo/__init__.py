"""The demo: two dealer groups whose two months of life come out of the product's own operations, from one seed."""

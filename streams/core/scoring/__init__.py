"""How right events and stories are, against what annotators wrote down."""

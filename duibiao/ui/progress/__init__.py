"""The pages about money that is stuck: what each of them chooses, says and shows."""

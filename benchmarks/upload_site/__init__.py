"""A site that takes uploads in two ways while WeChat, or Redis, is away."""

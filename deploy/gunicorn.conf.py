"""Threads, because a request may wait for storage; nginx in front, because a phone may take a minute to send."""

import os

bind = os.environ.get("BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", 2))  # one for each core
threads = int(os.environ.get("WEB_THREADS", 8))
timeout = 60
graceful_timeout = 30
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"  # noqa: S108  heartbeats; on a disk they may wait for it
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
control_socket_disable = True  # of gunicorn 25 and later; it would lie in a home directory that the unit hides

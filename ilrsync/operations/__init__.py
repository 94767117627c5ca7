"""What keeps an installation well for years: logs, retention, notices, monitoring, the doctor."""

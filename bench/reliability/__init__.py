"""What a server does under faults and floods, beside PostgreSQL under the same."""

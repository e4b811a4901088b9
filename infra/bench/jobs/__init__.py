"""What the workers' jobs cost in a hall of 2,000 people and 20 sessions, and with a year's fees: python -m infra.bench.jobs (20 minutes;
with a number, of so many people).

Tables are DynamoDB Local's, the other services moto's, within this process. Each message is handled by the workers' own code; of a kind
with hundreds of messages twenty are handled. A line says the most of a kind: `value` is how long Lambda would need (CPU seconds here,
divided by its share of a core, and 5 ms for each call of DynamoDB as if one came after the other), `limit` half of the time-out.
"""

-- Whether a service has ever told of a deploy: events whose kind is deploy or begins with deploy.
SELECT count() > 0 AS any FROM shape WHERE stream = 'event' AND service = {service:String} AND (kind = 'deploy' OR startsWith(kind, 'deploy.'))

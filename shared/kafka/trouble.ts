/** What is wrong between us and the brokers, in one sentence with what to do; never with a secret. */
import type { Config } from '../config.ts';

type Trouble = { name?: string; code?: string; message?: string; cause?: unknown; originalError?: unknown };

/** The error and those that it was caused by, outermost first: kafkajs wraps what a socket or the broker said. */
const chain = (error: unknown): Trouble[] => {
  const out: Trouble[] = [];
  for (let one = error as Trouble | undefined; one && typeof one === 'object' && out.length < 8; one = (one.cause ?? one.originalError) as Trouble | undefined) out.push(one);
  return out;
};

const UNTRUSTED = /self[- ]signed certificate|unable to verify|unable to get (local )?issuer|certificate (has expired|is not yet valid)|SELF_SIGNED|UNABLE_TO_|CERT_/i;
const WRONG_NAME = /ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate/i;
const NO_TLS = /wrong version number|EPROTO|ssl3_get_record|packet length too long/i;

/** The sentence for the log. */
export const whatIsWrong = (error: unknown, kafka: NonNullable<Config['kafka']>): string => {
  const all = chain(error);
  const said = all.map((one) => `${one.code ?? ''} ${one.message ?? ''}`).join('; ');
  if (all.some((one) => /SASLAuthentication/.test(one.name ?? '')) || /SASL .*(failed|not supported)|SASL.*authentication/i.test(said))
    return kafka.sasl
      ? `Kafka does not let the user ${kafka.sasl.username} in (${kafka.sasl.mechanism}); check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD`
      : 'Kafka asks for a user; set KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD';
  if (WRONG_NAME.test(said)) return 'the certificate of the broker names another host than KAFKA_BROKERS; write the brokers as their certificates do';
  if (UNTRUSTED.test(said)) return 'the certificate of the broker is not trusted; give the authority that signed it with KAFKA_SSL_CA (PEM) or KAFKA_SSL_CA_FILE';
  if (NO_TLS.test(said)) return 'the broker does not speak TLS on this port; leave KAFKA_SSL out, or name its TLS port in KAFKA_BROKERS';
  return 'Kafka does not answer or the consumer ended; check KAFKA_BROKERS and that the broker runs';
};

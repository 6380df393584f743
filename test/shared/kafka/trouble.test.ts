/** One sentence for each thing that goes wrong with brokers; the rest of them is shown by the tests on a real one. */
import { expect, test } from 'vitest';
import { whatIsWrong } from '../../../shared/kafka/trouble.ts';

const wrapped = (message: string, more: object = {}): Error => Object.assign(new Error('retries'), { name: 'KafkaJSNumberOfRetriesExceeded', cause: Object.assign(new Error(message), more) });
const user = { brokers: ['a:9092'], ssl: true, sasl: { mechanism: 'plain' as const, username: 'me', password: 'secret' } };

test.each([
  [wrapped('Connection error: connect ECONNREFUSED'), 'Kafka does not answer or the consumer ended; check KAFKA_BROKERS and that the broker runs'],
  [wrapped('SASL PLAIN authentication failed: no', { name: 'KafkaJSSASLAuthenticationError' }), 'Kafka does not let the user me in (plain); check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD'],
  [wrapped('Connection error: unable to verify the first certificate'), 'the certificate of the broker is not trusted; give the authority that signed it with KAFKA_SSL_CA (PEM) or KAFKA_SSL_CA_FILE'],
  [wrapped("Connection error: Hostname/IP does not match certificate's altnames"), 'the certificate of the broker names another host than KAFKA_BROKERS; write the brokers as their certificates do'],
  [wrapped('Connection error: 80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number'), 'the broker does not speak TLS on this port; leave KAFKA_SSL out, or name its TLS port in KAFKA_BROKERS'],
  ['no error at all', 'Kafka does not answer or the consumer ended; check KAFKA_BROKERS and that the broker runs'],
])('%s', (error, sentence) => {
  expect(whatIsWrong(error, user)).toBe(sentence);
  expect(whatIsWrong(error, user)).not.toContain('secret');
});

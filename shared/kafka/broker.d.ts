declare module 'kafkajs/src/broker/index.js' {
  /** kafkajs's connection to one broker. */
  const Broker: { prototype: object };
  export default Broker;
}

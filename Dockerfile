# Heptad in one image; the command names the room: up (all in one), ingest, aggregate or dashboard.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# the image is a Node 24 already, so the one that npm brings along can go
RUN npm ci --omit=dev && rm -rf node_modules/node-linux-* node_modules/.bin/node
COPY . .
RUN node dashboard/web/build.ts

FROM node:24-bookworm-slim
ENV NODE_ENV=production HEPTAD_DATA=/data
COPY --from=build /app /app
RUN mkdir /data && chown node:node /data
WORKDIR /app
USER node
VOLUME /data
EXPOSE 8080 8081 8082
ENTRYPOINT ["node", "/app/bin/heptad.js"]
CMD ["up"]

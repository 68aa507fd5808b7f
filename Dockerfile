# Static binary, no shell, no root, read-only root file system.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# The time zone rules of the day, where the distribution has newer ones than those built in.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends tzdata && go generate ./schedule/zones
ARG VERSION=""
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w -X main.releaseVersion=${VERSION}" -o /natobot ./cmd/natobot \
 && mkdir -p /data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /natobot /natobot
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
ENV NATOBOT_ADDR=:8080 NATOBOT_DATABASE_URL=sqlite:/data/natobot.db NATOBOT_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/natobot", "healthcheck"]
ENTRYPOINT ["/natobot"]
CMD ["serve"]

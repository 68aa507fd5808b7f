package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.37.0"
)

// tracingOn reports whether traces were asked for, by OpenTelemetry's own
// variables: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
func tracingOn(env func(string) string) bool {
	return env("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
}

// startTracing sends spans to the collector that the environment names; the
// result flushes and stops. Without one it does nothing.
func startTracing(ctx context.Context, env func(string) string, log *slog.Logger) (func(context.Context) error, error) {
	if !tracingOn(env) {
		return func(context.Context) error { return nil }, nil
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("traces were not sent", "error", err) }))
	exp, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp), sdktrace.WithResource(resource.NewSchemaless(semconv.ServiceName("natobot"), semconv.ServiceVersion(buildVersion()))))
	otel.SetTracerProvider(tp)
	return tp.Shutdown, nil
}

// traced adds a span to each request. Its name is the path of an endpoint,
// never what a person typed.
func traced(h http.Handler, env func(string) string) http.Handler {
	if !tracingOn(env) {
		return h
	}
	return otelhttp.NewHandler(h, "http", otelhttp.WithPublicEndpointFn(func(*http.Request) bool { return true }), otelhttp.WithFilter(func(r *http.Request) bool {
		return r.URL.Path != "/healthz" && r.URL.Path != "/readyz" && r.URL.Path != "/metrics"
	}), otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
		if endpoints[r.URL.Path] {
			return r.Method + " " + r.URL.Path
		}
		return r.Method
	}))
}

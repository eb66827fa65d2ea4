package voxfarm.dispatcher.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** The pages that people look at, and the description of the interface. All from the class path. */
public final class PagesApi {
    private static final String OWN = "/voxfarm/dispatcher/api/pages/";
    private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/";
    private static final String SWAGGER_VERSION =
            "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

    /** Swagger UI sets styles and images of its own; scripts come from here alone. */
    private static final String POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src"
                    + " 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private static final Map<String, String> OWN_FILES =
            Map.of(
                    "docs.js", SCRIPT,
                    "page.js", SCRIPT,
                    "index.js", SCRIPT,
                    "books.js", SCRIPT,
                    "index.css", STYLE);
    private static final Map<String, String> SWAGGER_FILES =
            Map.of("swagger-ui-bundle.js", SCRIPT, "swagger-ui.css", STYLE);

    public void register(Routes routes) {
        routes.get("/", Access.OPEN, ctx -> send(ctx, OWN + "index.html", HTML));
        routes.get("/books", Access.OPEN, ctx -> send(ctx, OWN + "books.html", HTML));
        routes.get("/docs", Access.OPEN, ctx -> send(ctx, OWN + "docs.html", HTML));
        routes.get(
                "/openapi.yaml",
                Access.OPEN,
                ctx -> send(ctx, OWN + "openapi.yaml", "application/yaml"));
        OWN_FILES.forEach((name, type) ->
                routes.get("/docs/" + name, Access.OPEN, ctx -> send(ctx, OWN + name, type)));
        String swagger = SWAGGER_UI + swaggerVersion() + "/";
        SWAGGER_FILES.forEach((name, type) ->
                routes.get(
                        "/docs/" + name,
                        Access.OPEN,
                        ctx -> {
                            // it changes with the build alone
                            ctx.header("Cache-Control", "public, max-age=3600");
                            send(ctx, swagger + name, type);
                        }));
    }

    private static void send(Context ctx, String resource, String type) {
        InputStream in = PagesApi.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(resource + ": not on the class path");
        }
        ctx.header("Content-Security-Policy", POLICY);
        ctx.contentType(type).result(in);
    }

    private static String swaggerVersion() {
        try (InputStream in = PagesApi.class.getResourceAsStream(SWAGGER_VERSION)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

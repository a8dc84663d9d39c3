package com.acme.checkout.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Makes problem details of the errors that Spring and the container report themselves. */
@Controller
class ErrorProblems implements ErrorController {

    @RequestMapping("${server.error.path:${error.path:/error}}")
    ResponseEntity<byte[]> error(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        // Asked for directly, there is no error to report.
        Problem problem = Problem.ofStatus(
                status instanceof Integer code ? code : 404, path == null ? request.getRequestURI() : path.toString());
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(problem.status()).header("Content-Type", Problem.MEDIA_TYPE);
        return (problem.status() == 503 ? answer.header("Retry-After", "1") : answer).body(problem.bytes());
    }

    /** What Tomcat refuses before there is a request to speak of: its own page would name it and its version. */
    @Component
    static class Container implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

        @Override
        public void customize(TomcatServletWebServerFactory factory) {
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(Report.class.getName());
                }
            });
            factory.addConnectorCustomizers(connector -> {
                // Refused by the edge, with a problem: Tomcat's own refusal says nothing.
                connector.setAllowTrace(true);
                // Passed on as they are, they are in no path that is served here; decoded, they would part a path anew.
                connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
                connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            });
        }
    }

    /** Instantiated by Tomcat, by name. */
    public static class Report extends ErrorReportValve {

        @Override
        protected void report(Request request, Response response, Throwable throwable) {
            int status = response.getStatus();
            if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            if (status == 400
                    && request.getRequestURI() != null
                    && !request.getRequestURI().equals(RequestPath.of(request))) {
                // No plain path, and one that Tomcat makes nothing of: there is nothing there.
                status = 404;
                response.setStatus(status);
            }
            try {
                Problem.ofStatus(status, "/").send(response, status == 503 ? 1 : 0);
            } catch (IOException | IllegalStateException e) {
                // The caller is gone.
            }
        }
    }
}

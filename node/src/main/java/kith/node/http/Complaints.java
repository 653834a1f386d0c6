package kith.node.http;

import java.nio.ByteBuffer;
import kith.node.http.talk.HttpProblem;
import kith.talk.Fields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// What the server library refuses by itself (a request that is none, a header that is too large),
/// told in the form that all problems have.
///
/// Where the connection is being ended there is nothing to refuse: a request of which only the
/// beginning had come, or that nobody had begun to carry out, gets no answer. Its client knows then
/// that it does not know, which is what is true.
final class Complaints extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getAttribute(ERROR_EXCEPTION) instanceof EofException ended) {
            callback.failed(ended);
            return true;
        }
        return super.handle(request, response, callback);
    }

    /// By itself the library says only the status to who writes.
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        byte[] json = json(status, message);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(Front.NOSNIFF);
        response.write(true, ByteBuffer.wrap(json), callback);
    }

    private static byte[] json(int status, @Nullable String reason) {
        HttpProblem problem =
                switch (status) {
                    case 413, 414, 431 -> HttpProblem.REQUEST_TOO_LARGE;
                    case 404 -> HttpProblem.NOT_FOUND;
                    case 405 -> HttpProblem.METHOD_NOT_ALLOWED;
                    default -> status < 500 ? HttpProblem.REQUEST_MALFORMED : HttpProblem.INTERNAL;
                };
        String detail =
                problem == HttpProblem.REQUEST_TOO_LARGE
                        ? "the line or the headers of the request take more than "
                                + HttpServer.HEADER_BYTES_MAX
                                + " bytes: a path may have 4096"
                        : "the request is not sound HTTP: " + reason;
        return new Fields().put("code", problem.code()).put("detail", detail).json();
    }
}

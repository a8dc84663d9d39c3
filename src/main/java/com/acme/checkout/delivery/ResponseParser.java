package com.acme.checkout.delivery;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.impl.io.LenientHttpResponseParser;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Reads the head of an answer. Its status line decides (contract, section 4): where what follows breaks off, is no header or
 * does not end, the answer is its status alone, and the connection is used no more.
 */
final class ResponseParser extends LenientHttpResponseParser {

    private ClassicHttpResponse answer;

    ResponseParser(Http1Config config) {
        super(config);
    }

    @Override
    protected ClassicHttpResponse createMessage(CharArrayBuffer statusLine) throws IOException {
        answer = super.createMessage(statusLine);
        return answer;
    }

    @Override
    public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in) throws IOException, HttpException {
        answer = null;
        try {
            return super.parse(buffer, in);
        } catch (IOException | HttpException e) {
            if (answer == null || answer.getCode() < HttpStatus.SC_SUCCESS) {
                throw e;
            }
            answer.setHeader(HttpHeaders.CONNECTION, HeaderElements.CLOSE);
            return answer;
        }
    }
}

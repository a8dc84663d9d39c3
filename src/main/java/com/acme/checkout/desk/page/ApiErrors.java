package com.acme.checkout.desk.page;

import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.Desk;
import com.acme.checkout.desk.InvalidBodyException;
import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.http.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Answers what was asked wrongly with a problem (RFC 9457). Who is not allowed is answered before, by the desk's security. */
@ControllerAdvice(basePackageClasses = Desk.class)
public class ApiErrors {

    /** A value that is not one: its message is a sentence for the caller. */
    @ExceptionHandler
    void wrong(IllegalArgumentException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        bad(e.getMessage(), request, response);
    }

    @ExceptionHandler
    void wrong(TypeMismatchException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        bad(
                (e.getPropertyName() == null ? "A value" : e.getPropertyName()) + " does not have the right form.",
                request,
                response);
    }

    @ExceptionHandler
    void unreadable(HttpMessageNotReadableException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        bad("The body is not the JSON that is expected here.", request, response);
    }

    @ExceptionHandler
    void conflict(ConflictException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        new Problem("conflict", "Not possible now", 409, e.getMessage(), request.getRequestURI()).send(response, 0);
    }

    @ExceptionHandler
    void invalid(InvalidBodyException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        new Problem("invalid-command", "Not a valid command", 400, e.getMessage(), request.getRequestURI())
                .with(e.violations())
                .send(response, 0);
    }

    @ExceptionHandler
    void missing(NotFoundException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        new Problem("not-found", "No such resource", 404, e.getMessage(), request.getRequestURI()).send(response, 0);
    }

    /** Answered further out, where it is when the desk's security meets it; here, or a cause of it might pass for one of the above. */
    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    void database(RuntimeException e) {
        throw e;
    }

    /** What Spring MVC refuses by itself. */
    @ExceptionHandler({
        ErrorResponseException.class,
        HttpMediaTypeException.class,
        HttpRequestMethodNotSupportedException.class,
        ServletRequestBindingException.class
    })
    void refused(Exception e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        ErrorResponse refused = (ErrorResponse) e;
        refused.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        Problem.ofStatus(refused.getStatusCode().value(), request.getRequestURI())
                .send(response, 0);
    }

    private static void bad(String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        new Problem("bad-request", "Not a valid request", 400, detail, request.getRequestURI()).send(response, 0);
    }
}

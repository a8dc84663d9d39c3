package com.acme.checkout.desk.picture;

import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.page.PageModel;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.model.ModelCamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The routes as they run: a picture of a command's way, and each step with its figures. */
@DeskPage
public class RoutesPage {

    private final ObjectProvider<ModelCamelContext> camel;
    private final DestinationProperties destinations;
    private final Measured measured;
    private final Rates rates;

    RoutesPage(
            ObjectProvider<ModelCamelContext> camel,
            DestinationProperties destinations,
            Measured measured,
            Rates rates) {
        this.camel = camel;
        this.destinations = destinations;
        this.measured = measured;
        this.rates = rates;
    }

    @GetMapping("/ops/routes")
    String routes(HttpServletRequest request, Model model) {
        List<RunningRoute> routes = new RunningRoutes(camel.getObject(), rates.now()).list();
        Picture picture = new Stages(routes, destinations.names(), measured).draw();
        model.addAttribute("picture", picture);
        model.addAttribute("drawing", Drawing.of(picture));
        model.addAttribute("outcomes", measured.outcomes());
        model.addAttribute(
                "routes",
                routes.stream()
                        .sorted(Comparator.comparing(RunningRoute::part).thenComparing(RunningRoute::id))
                        .toList());
        return PageModel.wants(request, "picture") ? "routes :: picture" : "routes";
    }
}

// Entry of the dashboard page.
import "../shared/tokens.css";

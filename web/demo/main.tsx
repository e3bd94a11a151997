// Entry of the demo page.
import "../shared/base.css";
